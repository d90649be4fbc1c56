"""The engine: from a question and an archive to a sourced answer; knows no chat, network or SQL."""
