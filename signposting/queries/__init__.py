"""What is asked of the directory: by parents, and by the desk."""
