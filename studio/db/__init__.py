"""The database: engine, transactions, and the queries by noun. No decisions are taken here."""
