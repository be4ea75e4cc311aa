package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestKindAndMessage(t *testing.T) {
	secret := errors.New(`pq: relation "families" does not exist`)
	tests := map[string]struct {
		err     error
		kind    Kind
		message string
	}{
		"nil":       {nil, "", ""},
		"unknown":   {secret, Internal, neutral},
		"invalid":   {Invalidf("qf", "Le QF %d est trop grand.", 12), Invalid, "Le QF 12 est trop grand."},
		"not found": {NotFoundf("Page introuvable."), NotFound, "Page introuvable."},
		"forbidden": {Forbiddenf("Accès réservé."), Forbidden, "Accès réservé."},
		"conflict":  {Conflictf("La place vient d'être prise."), Conflict, "La place vient d'être prise."},
		"unavailable": {Unavailablef(secret, "Le paiement est indisponible."), Unavailable,
			"Le paiement est indisponible."},
		"wrapped":         {fmt.Errorf("load: %w", NotFoundf("Introuvable.")), NotFound, "Introuvable."},
		"outermost wins":  {Unavailablef(NotFoundf("b"), "a"), Unavailable, "a"},
		"no kind":         {&Error{Message: "Oups."}, Internal, "Oups."},
		"no message":      {&Error{Kind: Conflict, Err: secret}, Conflict, neutral},
		"joined":          {errors.Join(secret, Conflictf("c")), Conflict, "c"},
		"many":            {Many{Invalidf("a", "Un."), Invalidf("b", "Deux.")}, Invalid, "Un. Deux."},
		"many is invalid": {Many{Conflictf("Un.")}, Invalid, "Un."},
		"wrapped many":    {fmt.Errorf("x: %w", Many{Invalidf("a", "Un.")}), Invalid, "Un."},
	}
	for name, tc := range tests {
		if got := KindOf(tc.err); got != tc.kind {
			t.Errorf("%s: KindOf = %q, want %q", name, got, tc.kind)
		}
		if got := Message(tc.err); got != tc.message {
			t.Errorf("%s: Message = %q, want %q", name, got, tc.message)
		}
	}
}

func TestErrorTextCarriesTheCauseForTheLog(t *testing.T) {
	err := Unavailablef(io.ErrUnexpectedEOF, "Le paiement est indisponible.")
	if got := err.Error(); got != "Le paiement est indisponible. (unexpected EOF)" {
		t.Error(got)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error("the cause is lost")
	}
	if got := (&Error{Err: io.EOF}).Error(); got != "EOF" {
		t.Error(got)
	}
}

func TestMany(t *testing.T) {
	var m Many
	if m.Err() != nil {
		t.Error("nothing to report must be a nil error")
	}
	m.Addf("start", "Indiquez l'heure de début.")
	m.Addf("end", "Indiquez l'heure de fin.")
	err := m.Err()
	if err.Error() != "Indiquez l'heure de début. Indiquez l'heure de fin." {
		t.Error(err)
	}
	if first, ok := errors.AsType[*Error](err); !ok || first.Field != "start" {
		t.Errorf("first field fault = %v", first)
	}
	if back, ok := errors.AsType[Many](fmt.Errorf("import: %w", err)); !ok || len(back) != 2 {
		t.Errorf("all field faults = %v", back)
	}
}
