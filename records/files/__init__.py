"""Bureau files and what they are: sheets, headers, kinds, and the words by which they are recognised."""
