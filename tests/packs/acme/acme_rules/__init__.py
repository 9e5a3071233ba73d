"""What Acme's contact centre wants of its flows, besides what everybody wants."""
