"""What to label next: connect first, then ask what teaches most, and keep a share that chance alone chose."""
