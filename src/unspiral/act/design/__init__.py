"""How large a study has to be to see a stated link: people, days, beeps and answers."""
