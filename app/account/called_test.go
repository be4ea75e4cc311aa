package account

import "testing"

func TestAnAdultIsCalledByTheFirstName(t *testing.T) {
	for _, c := range [][3]string{
		{"Anne MARTIN", "MARTIN", "Anne"}, {"Martin Anne", "Martin", "Anne"}, {"Anne Durand", "Martin", "Anne Durand"},
		{"Anne-Sophie MARTIN-DURAND", "MARTIN-DURAND", "Anne-Sophie"}, {"Jean Pierre DURAND", "MARTIN", "Jean Pierre"},
		{"CLAIRE MARTIN", "Martin", "CLAIRE"}, {"Hélène Lefevre", "LEFÈVRE", "Hélène"}, {"Martin", "Martin", ""},
		{"", "Martin", ""},
	} {
		if got := Called(c[0], c[1]); got != c[2] {
			t.Errorf("%q of the family %q is called %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
