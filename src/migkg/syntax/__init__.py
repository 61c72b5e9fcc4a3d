"""What keeps RDF text from being read: the grammars of its formats, and the problems found by them."""
