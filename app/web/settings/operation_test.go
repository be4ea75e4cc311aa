package settings

import (
	"testing"

	"cartable/app/operation"
)

// The page of an opération says the reason that was given, and not the one that is being typed.
func TestThePageSaysTheReasonOfTheOperation(t *testing.T) {
	v := operationView{Page: operation.Page{Line: operation.Line{Reason: "grève nationale"}}, Typed: "erreur"}
	if v.Reason != "grève nationale" {
		t.Errorf("it says %q", v.Reason)
	}
}
