package menu

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartable/app/domain/civil"
)

func TestTheLawHasFourteenAllergensOnce(t *testing.T) {
	names := map[string]bool{}
	for _, a := range Law {
		for _, name := range append([]string{a.Code}, a.names...) {
			if names[name] && name != a.Code {
				t.Errorf("%q names two", name)
			}
			names[name] = true
		}
		if read, unknown := readAllergens(a.Word); read != Allergens(a.Code) || len(unknown) > 0 {
			t.Errorf("%q is read as %q, %q", a.Word, read, unknown)
		}
	}
	if len(Law) != 14 {
		t.Errorf("%d allergens", len(Law))
	}
}

// What nobody said is not "none".
func TestNothingSaidIsNotNone(t *testing.T) {
	for cell, want := range map[string]Allergens{"": "", "aucun": None, "Aucun": None,
		"lait, GLUTEN,lait":             "gluten milk",
		"Œufs/poisson + Fruits à coque": "eggs fish nuts"} {
		if got, unknown := readAllergens(cell); got != want || len(unknown) > 0 {
			t.Errorf("%q is %q, %q", cell, got, unknown)
		}
	}
	if Allergens("").Words() == Allergens(None).Words() {
		t.Error("a menu of which nothing is said reads as one without allergens")
	}
	if (Menu{Dishes: [5]string{"Soupe"}, Allergens: Of([]string{None, "milk"})}).Check() == nil {
		t.Error("none, and one")
	}
}

const header = "date;entree;plat;garniture;laitage;dessert;vegetarien;allergenes\n"

// Each error of a file is told, at its line.
func TestAFileOfMenusIsReadWithAllItsErrors(t *testing.T) {
	long := strings.Repeat("é", 121)
	sheet, wrong := ReadSheet("\ufeffdate;entree;plat;garniture;laitage;dessert;vegetarien;allergenes\r\n" +
		"07/12/2026;Carottes;\"Lasagnes; maison\";;Yaourt;Pomme;oui;gluten, lait\r\n" +
		"2026-12-08;=1+1;Poulet;;;;;aucun\n" +
		"\n;;;;;;;\n" +
		"08/12/2026;;Deux fois;;;;;\n" +
		"32/12/2026;" + long + ";;;;;peut-être;cacahuète, lait\n" +
		"09/12/2026;;;;;;;aucun, lait\n" +
		"10/12/2026;;;;;;;\n" +
		"11/12/2026;trois;cases\n")
	want := []Menu{{civil.New(2026, 12, 7), [5]string{"Carottes", "Lasagnes; maison", "", "Yaourt", "Pomme"}, true,
		"gluten milk"}, {civil.New(2026, 12, 8), [5]string{"=1+1", "Poulet"}, false, None}}
	for i, m := range want {
		if sheet.Menus[i] != m {
			t.Errorf("%+v, want %+v", sheet.Menus[i], m)
		}
	}
	lines := map[int]int{}
	for _, one := range wrong {
		lines[one.Line]++
	}
	for line, n := range map[int]int{6: 1, 7: 4, 8: 2, 9: 1, 10: 1} {
		if lines[line] != n {
			t.Errorf("line %d: %d errors, not %d: %+v", line, lines[line], n, wrong)
		}
	}
	if _, wrong := ReadSheet(" \n"); len(wrong) != 1 {
		t.Errorf("%+v", wrong)
	}
}

// Whatever a file has in it, what is read without an error may be stored.
func TestWhatAFileSaysCanBeStored(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := header + "07/12/2026;" + strings.Join(rapid.SliceOfN(rapid.StringMatching(`[a-zé"=,;<> ]{0,8}`), 5, 5).Draw(t,
			"cells"), ";") + rapid.SampledFrom([]string{";oui;", ";;lait", ";x;aucun"}).Draw(t, "end")
		sheet, wrong := ReadSheet(line)
		if len(wrong) > 0 {
			return
		}
		for _, m := range sheet.Menus {
			if m != m.Clean() || len(m.Check()) > 0 || m.Empty() {
				t.Fatalf("%q: %+v", line, m)
			}
		}
	})
}

// Columns are told by their names, whatever their order and accents; a cell of several lines stands on one.
func TestColumnsAreToldByTheirNames(t *testing.T) {
	for name, text := range map[string]string{
		"order": "Allergènes;DATE;plat;Entrée;garniture;laitage;dessert;Végétarien;;\n" +
			"lait;07/12/2026;\"Lasagnes\nmaison\";Carottes;;;;oui;;\n",
		"tabs": strings.ReplaceAll(header+"07/12/2026;Carottes;\"Lasagnes,\r\n maison\";;;;x;lait\r\n", ";", "\t"),
		"commas": "sep=,\n" + strings.ReplaceAll(header, ";", ",") +
			"07/12/2026,Carottes,\"Lasagnes, maison\",,,,oui,lait\n",
	} {
		sheet, wrong := ReadSheet(text)
		want := Menu{civil.New(2026, 12, 7), [5]string{"Carottes", "Lasagnes, maison"}, true, "milk"}
		if len(wrong) > 0 || len(sheet.Menus) != 1 || sheet.Menus[0] != want {
			t.Errorf("%s: %+v, %+v", name, sheet, wrong)
		}
	}
	for text, column := range map[string]string{
		"07/12/2026;Carottes;Lasagnes;;;;;aucun\n":         "date;entree;plat",
		strings.Replace(header, "plat", "platt", 1):        "platt",
		strings.Replace(header, "garniture;", "", 1):       "garniture",
		strings.Replace(header, "garniture", "dessert", 1): "garniture",
	} {
		_, wrong := ReadSheet(text)
		told := ""
		for _, one := range wrong {
			told += one.Column + " " + one.Message
		}
		if !strings.Contains(told, column) {
			t.Errorf("%q: %+v", text, wrong)
		}
	}
}
