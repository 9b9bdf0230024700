"""What happens to the built site before readers get it. Folders in, folders out; nothing here knows the generator."""
