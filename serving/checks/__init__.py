"""Payment lists looked at before they are paid: every row by every rule and by the model, and what the list holds."""
