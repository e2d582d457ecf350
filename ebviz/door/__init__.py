"""The door for notebooks and scripts: asks the build for a picture, shows its progress, and shows the picture."""
