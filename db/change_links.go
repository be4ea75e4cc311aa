package db

import (
	"context"

	"cartable/app/domain/town"
)

// links writes which pools activities draw on, which schools they admit, and which activities may be booked together.
// It counts bookings again where they draw on other pools now.
func (w *writing) links(ctx context.Context, activities town.Changes) error {
	if len(activities) == 0 {
		return nil
	}
	var added, gone []ActivityPool
	recount := false
	for _, one := range activities {
		had, has := poolsOf(w.Settings.Town, one.Before), poolsOf(w.after.Town, one.After)
		for link := range has {
			if !had[link] {
				added = append(added, ActivityPool{ActivityID: link[0], PoolID: link[1], StructureID: w.ID()})
				recount = recount || one.Before != nil
			}
		}
		for link := range had {
			if !has[link] {
				gone = append(gone, ActivityPool{ActivityID: link[0], PoolID: link[1]})
				recount = true
			}
		}
	}
	if err := replace(ctx, w.q, gone, added); err != nil {
		return err
	}
	if err := w.admit(ctx, activities); err != nil {
		return err
	}
	if recount {
		if err := w.q.RecountStructure(ctx, w.ID()); err != nil {
			return err
		}
	}
	had, has := pairsOf(w.Settings.Town), pairsOf(w.after.Town)
	var paired, parted []Compatibility
	for pair := range has {
		if !had[pair] {
			paired = append(paired, pair)
		}
	}
	for pair := range had {
		if !has[pair] {
			parted = append(parted, pair)
		}
	}
	return replace(ctx, w.q, parted, paired)
}

// admit writes which schools and classes activities admit.
func (w *writing) admit(ctx context.Context, activities town.Changes) error {
	if err := w.admitClasses(ctx, activities); err != nil {
		return err
	}
	var added, gone []ActivitySchool
	for _, one := range activities {
		had, has := schoolsOf(w.Settings.Town, one.Before), schoolsOf(w.after.Town, one.After)
		for link := range has {
			if !had[link] {
				added = append(added, ActivitySchool{ActivityID: link[0], SchoolID: link[1], StructureID: w.ID()})
			}
		}
		for link := range had {
			if !has[link] {
				gone = append(gone, ActivitySchool{ActivityID: link[0], SchoolID: link[1]})
			}
		}
	}
	return replace(ctx, w.q, gone, added)
}

func (w *writing) admitClasses(ctx context.Context, activities town.Changes) error {
	var added, gone []ActivityClass
	for _, one := range activities {
		had, has := classesOf(w.Settings.Town, one.Before), classesOf(w.after.Town, one.After)
		for link := range has {
			if !had[link] {
				added = append(added, ActivityClass{ActivityID: link[0], ClassID: link[1], StructureID: w.ID()})
			}
		}
		for link := range had {
			if !has[link] {
				gone = append(gone, ActivityClass{ActivityID: link[0], ClassID: link[1]})
			}
		}
	}
	return replace(ctx, w.q, gone, added)
}

func replace[R any](ctx context.Context, q Q, gone, added []R) error {
	if err := ImportDelete(ctx, q, gone); err != nil {
		return err
	}
	return ImportInsert(ctx, q, added)
}

// poolsOf returns the ids of an activity and of each of its pools.
func poolsOf(c *town.Catalogue, n town.Noun) map[[2]int64]bool {
	links := map[[2]int64]bool{}
	if n == nil {
		return links
	}
	a := c.Activity(n.(town.ActivityEntry).Code)
	for _, p := range a.Pools {
		links[[2]int64{a.ID, p.ID}] = true
	}
	return links
}

// schoolsOf returns the ids of an activity and of each school that it admits.
func schoolsOf(c *town.Catalogue, n town.Noun) map[[2]int64]bool {
	links := map[[2]int64]bool{}
	if n != nil {
		a := c.Activity(n.(town.ActivityEntry).Code)
		for _, s := range a.Schools {
			links[[2]int64{a.ID, s.ID}] = true
		}
	}
	return links
}

// classesOf returns the ids of an activity and of each class that it admits.
func classesOf(c *town.Catalogue, n town.Noun) map[[2]int64]bool {
	links := map[[2]int64]bool{}
	if n != nil {
		a := c.Activity(n.(town.ActivityEntry).Code)
		for _, k := range a.Classes {
			links[[2]int64{a.ID, k.ID}] = true
		}
	}
	return links
}

func pairsOf(c *town.Catalogue) map[Compatibility]bool {
	pairs := map[Compatibility]bool{}
	for _, a := range c.Activities {
		for id, on := range a.Compatible {
			if on {
				pairs[Compatibility{ActivityID: min(a.ID, id), OtherID: max(a.ID, id)}] = true
			}
		}
	}
	return pairs
}
