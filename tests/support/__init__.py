"""What several tests need: workbooks made of a few words, and the programme run over them."""
