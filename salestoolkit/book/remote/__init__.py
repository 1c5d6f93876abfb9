"""The deal book counted where it lies: the same counts as `salestoolkit.book.local`, said in Ibis."""
