"""How a client finds a service: names and the records behind them. No rule of any proxy mode, no socket."""
