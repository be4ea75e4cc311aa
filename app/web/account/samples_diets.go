package account

import (
	"cartable/app/account"
	"cartable/app/domain/civil"
	"cartable/app/web/site"
)

// sampleChildren are children in each state of a change that is asked.
func sampleChildren() (all []account.ChildFile) {
	for i, state := range []string{"", "asked", "refused", "accepted", "asked"} {
		var c account.ChildFile
		c.ID, c.FirstName, c.LastName = int64(i+1), []string{"Léa", "Noé", "Ana", "Tom", "Eve"}[i], "Martin"
		c.BirthDate, c.School, c.Class = civil.New(2018, 4, 2), "École Jules-Ferry", "CE2"
		if state != "" {
			c.Asked = &account.DietRequest{Ours: i < 4}
			c.Asked.ID, c.Asked.State, c.Asked.AskedAt = int64(i), state, site.SampleNow
			c.Asked.Allergies, c.Asked.Answer = "Arachide", "le certificat manque."
		}
		all = append(all, c)
	}
	all[0].School = ""
	all[1].Class, all[1].Diet, all[1].Allergies = "", "Sans porc", "Arachide et fruits à coque (PAI)"
	all[4].Asked.Diet, all[4].Asked.Allergies = "Sans porc", ""
	return all
}
