"""A story's texts laid side by side: what they have in common, and what each says otherwise."""
