"""What a series looks like: charts, a page that needs no server, a picture, a line in the terminal."""
