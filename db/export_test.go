package db

// Connections returns how many connections to PostgreSQL are open, and how many of them are in use.
func (d *DB) Connections() (open, used int) {
	s := d.pool.Stat()
	return int(s.TotalConns()), int(s.AcquiredConns())
}

// ReadOf is any hot read, whose rows nobody looks at.
func ReadOf(query string, args ...any) Read {
	return Read{query: query, args: args, scan: func(r row) error { return nil }}
}
