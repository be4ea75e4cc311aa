package db

import "context"

// Connections returns how many connections to PostgreSQL are open, and how many of them are in use.
func (d *DB) Connections() (open, used int) {
	s := d.pool.Stat()
	return int(s.TotalConns()), int(s.AcquiredConns())
}

// ReadOf is any read, whose rows nobody looks at.
func ReadOf(query string, args ...any) Read {
	return Read{query: query, args: args, scan: func(row) error { return nil }}
}

// KeptMost returns how many prepared statements a reading connection to SQLite keeps.
func KeptMost(ctx context.Context, d *DB) (n int) {
	conn, err := d.read.Conn(ctx)
	if err != nil {
		return -1
	}
	defer conn.Close()
	_ = conn.Raw(func(c any) error {
		n = len(c.(*lineConn).kept)
		return nil
	})
	return n
}
