package db

import "context"

// AddAudit writes lines of the journal, in the transaction of what they tell. A line never changes afterwards: triggers
// see to it. Was, Became and Reason are read by people, and by the family when FamilyID says one: no secret, and nothing
// of another household.
func (q Q) AddAudit(ctx context.Context, lines ...AuditLine) error {
	for start := 0; start < len(lines); start += 500 {
		part := lines[start:min(start+500, len(lines))]
		if _, err := q.NewInsert().Model(&part).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
