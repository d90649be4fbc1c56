"""What words mean to a newsroom: names, numbers, times, places, sentences."""
