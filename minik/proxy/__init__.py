"""How a packet reaches a pod: Routes are decided once, every mode and every answer reads only them. No rule of DNS, no text."""
