"""When to ask: schedules on local clocks, prompts and what became of them, compliance, reminders."""
