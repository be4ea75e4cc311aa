package db

import "context"

// AddAudit writes what happened. Nothing ever changes or removes a line.
func (q Q) AddAudit(ctx context.Context, lines ...AuditLine) error {
	if len(lines) == 0 {
		return nil
	}
	for i := range lines {
		lines[i].At = lines[i].At.UTC()
	}
	_, err := q.NewInsert().Model(&lines).Exec(ctx)
	return err
}
