package account

import (
	"context"
	"sync"

	"cartable/db"
)

// Contact is how a structure is reached, for anybody.
type Contact = db.Contact

// Contacts returns how each structure of the portal is reached.
func (p *Accounts) Contacts(ctx context.Context) ([]Contact, error) {
	return p.DB.Read().Contacts(ctx, 0)
}

// ContactOf returns how a structure is reached, read once for each revision of its catalogue.
func (p *Accounts) ContactOf(ctx context.Context, structureID, revision int64) (Contact, error) {
	if kept, ok := p.contacts.get(structureID, revision); ok {
		return kept, nil
	}
	all, err := p.DB.Read().Contacts(ctx, structureID)
	if err != nil || len(all) == 0 {
		return Contact{}, err
	}
	p.contacts.put(structureID, revision, all[0])
	return all[0], nil
}

// contacts keeps the contact of each structure with the revision at which it was read.
type contacts struct {
	mu   sync.RWMutex
	kept map[int64]contactAt
}

type contactAt struct {
	revision int64
	Contact
}

func (c *contacts) get(structureID, revision int64) (Contact, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	one, ok := c.kept[structureID]
	return one.Contact, ok && one.revision == revision
}

func (c *contacts) put(structureID, revision int64, one Contact) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[int64]contactAt{}
	}
	c.kept[structureID] = contactAt{revision, one}
}
