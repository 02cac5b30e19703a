"""What the framework itself costs: the product's server, authentication and middleware round three statements."""
