"""From intake to closure: the steps of every case, what does them, and what each open case waits for."""
