package site

import (
	"slices"
	"testing"

	"cartable/app/account"
)

func TestFamiliesOfOneNameAreToldApart(t *testing.T) {
	for _, c := range []struct {
		all  []account.Family
		want []string
	}{
		{[]account.Family{{LastName: "MARTIN", FirstName: "Claire"}, {LastName: "PETIT", FirstName: "Luc"}},
			[]string{"Famille MARTIN", "Famille PETIT"}},
		{[]account.Family{{LastName: "MARTIN", FirstName: "Claire"}, {LastName: "MARTIN", FirstName: "Bruno"}},
			[]string{"Famille MARTIN (Claire)", "Famille MARTIN (Bruno)"}},
		{[]account.Family{{LastName: "MARTIN", Code: "M1"}, {LastName: "MARTIN", Code: "M2"},
			{LastName: "MARTIN", FirstName: "Bruno"}},
			[]string{"Famille MARTIN, dossier M1", "Famille MARTIN, dossier M2", "Famille MARTIN (Bruno)"}},
		// the menu names the structure
		{[]account.Family{{LastName: "MARTIN", StructureID: 1}, {LastName: "MARTIN", StructureID: 2}},
			[]string{"Famille MARTIN", "Famille MARTIN"}},
	} {
		if got := familyNames(c.all); !slices.Equal(got, c.want) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	l := Layout{Family: "Famille MARTIN"}
	l.chooseFamily([]account.Family{{FamilyID: 1, LastName: "MARTIN", FirstName: "Claire", Structure: "Mairie"},
		{FamilyID: 2, LastName: "MARTIN", FirstName: "Bruno", Structure: "Mairie"}}, 2)
	want := []Choice{{"1", "Famille MARTIN (Claire), Mairie", false}, {"2", "Famille MARTIN (Bruno), Mairie", true}}
	if l.Family != "Famille MARTIN (Bruno)" || !slices.Equal(l.Families, want) {
		t.Errorf("%q, %+v", l.Family, l.Families)
	}
}
