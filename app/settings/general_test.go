package settings_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand"
	"strings"
	"testing"
	"time"

	"cartable/app/desk"
	"cartable/app/domain/fault"
	"cartable/app/domain/journal"
	"cartable/app/domain/legal"
	"cartable/app/operation"
	"cartable/app/settings"
	"cartable/db"
	"cartable/db/dbtest"
)

// house returns the use cases of a town, and a clerk.
func house(t *testing.T, d *db.DB, w *dbtest.Town) (*settings.Settings, desk.Actor) {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, db.Paris) }
	base := desk.Base{DB: d, Catalogues: db.NewCatalogues(now), Now: now}
	account := db.Account{Login: "clerk", PasswordHash: "-", PasswordSetAt: now().UTC(), CreatedAt: now().UTC()}
	if _, err := d.Write().NewInsert().Model(&account).Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.Write().AddStaff(t.Context(), account.ID, w.Structure.ID, "administrator"); err != nil {
		t.Fatal(err)
	}
	return &settings.Settings{Base: base, Operations: &operation.Operations{Base: base, Ring: func() {}}},
		desk.Actor{StructureID: w.Structure.ID, Revision: 1, AccountID: account.ID}
}

type cells = map[string]string

// faultsOf returns the fields of a refusal.
func faultsOf(err error) string {
	var many fault.Many
	if !errors.As(err, &many) {
		return fmt.Sprint(err)
	}
	var fields []string
	for _, one := range many {
		fields = append(fields, one.Field)
	}
	return strings.Join(fields, " ")
}

func TestTheSettingsOfAStructure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		o, clerk := house(t, d, w)
		for typed, want := range map[[2]string]string{
			{"night_at", "02:30"}: "night_at", {"undo_hours", "721"}: "undo_hours", {"undo_hours", "-1"}: "undo_hours",
			{"email", "mairie@"}: "email", {"name", ""}: "name", {"mail_name", "X <x@y.fr>"}: "mail_name",
			{"accent", "#f0a000"}: "accent", {"zone", "D"}: "zone",
		} {
			if _, err := o.SetStructure(ctx, clerk, nil, cells{typed[0]: typed[1]}, "essai"); faultsOf(err) != want {
				t.Errorf("%v: %v", typed, err)
			}
		}
		if _, err := o.SetStructure(ctx, clerk, nil, cells{"email": "x", "undo_hours": "x"}, " "); faultsOf(err) !=
			"undo_hours email motif" {
			t.Errorf("all at once: %v", err)
		}
		shown := cells{"phone": "", "hours": ""}
		for range 2 { // the second form shows what the first changed
			if _, err := o.SetStructure(ctx, clerk, shown, cells{"phone": "02 41 00 00 00", "undo_hours": "48",
				"night_at": "01:00"}, "déménagement"); err != nil {
				t.Fatal(err)
			}
			shown = cells{"phone": "02 41 00 00 00", "hours": ""}
		}
		n, err := o.General(ctx, desk.Actor{StructureID: clerk.StructureID, Revision: 2})
		if err != nil || n.Phone != "02 41 00 00 00" || *n.UndoHours != 48 || n.NightAt.String() != "01:00" {
			t.Errorf("%+v, %v", n, err)
		}
		dbtest.Want(t, d, "select revision, undo_hours from structures", "2 48")
		dbtest.Want(t, d, "select action, reason from audit", string(journal.StructureSet)+" déménagement")

		// A form that somebody else has overtaken says what changed, and writes nothing.
		var moved *settings.Moved
		_, err = o.SetStructure(ctx, clerk, cells{"phone": "", "hours": ""}, cells{"phone": "", "hours": "9 h"},
			"horaires")
		if !errors.As(err, &moved) || fault.KindOf(err) != fault.Conflict || len(moved.Differences) != 1 ||
			moved.Differences[0].Became != "02 41 00 00 00" {
			t.Errorf("%v", err)
		}
		dbtest.Want(t, d, "select revision from structures", "2")
	})
}

// The school zone decides which days are open: a change that concerns families waits as an opération.
func TestAnotherZoneIsAnOperation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		o, clerk := house(t, d, w)
		other := map[string]string{"A": "B", "B": "C", "C": "A"}[w.Structure.Zone]
		if id, err := o.SetStructure(ctx, clerk, nil, cells{"zone": other}, "nouvelle académie"); err != nil ||
			id != 0 {
			t.Fatalf("nobody has booked: %d, %v", id, err)
		}
		dbtest.Want(t, d, "select zone, revision from structures", other+" 2")
		dbtest.Want(t, d, "select kind, state from operations", "rules applied")
	})
}

func TestALogoIsDrawnAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		o, clerk := house(t, d, w)
		encoded := func(encode func(*bytes.Buffer) error) []byte {
			var b bytes.Buffer
			if err := encode(&b); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}
		flat := image.NewNRGBA(image.Rect(0, 0, 600, 300))
		for i := range flat.Pix {
			flat.Pix[i] = 200
		}
		logo := encoded(func(b *bytes.Buffer) error { return png.Encode(b, flat) })
		hidden := append(bytes.Clone(logo), []byte("<script>alert(1)</script>")...)
		noise := image.NewNRGBA(image.Rect(0, 0, 288, 96))
		draw := rand.New(rand.NewSource(1))
		for i := range noise.Pix {
			noise.Pix[i] = byte(draw.Intn(256))
		}
		far := image.NewUniform(color.White)
		for file, want := range map[string]string{
			"GIF89a": "Ce fichier n'est pas une image", "<svg onload=alert(1)>": "Ce fichier n'est pas une image",
			string(logo[:60]):            "Cette image est abîmée",
			strings.Repeat("x", 101<<10): "Cette image pèse 101 Ko",
			string(encoded(func(b *bytes.Buffer) error {
				return jpeg.Encode(b, noise,
					&jpeg.Options{Quality: 90})
			})): "trop de détails",
			string(encoded(func(b *bytes.Buffer) error {
				return png.Encode(b,
					wide{far})
			})): "trop grande",
		} {
			err := o.SetLook(ctx, clerk, nil, settings.LookChange{File: []byte(file), Reason: "essai"})
			if faultsOf(err) != "logo" || !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("%.20q: %v", file, err)
			}
		}
		if err := o.SetLook(ctx, clerk, nil, settings.LookChange{Accent: "#ffff00"}); faultsOf(err) != "motif accent" {
			t.Errorf("%v", err)
		}
		if err := o.SetLook(ctx, clerk, cells{"accent": "", "logo": ""}, settings.LookChange{File: hidden,
			Accent: "#7a1f5c", Reason: "charte"}); err != nil {
			t.Fatal(err)
		}
		clerk.Revision = 2
		look, err := o.Look(ctx, clerk)
		if err != nil || look.Accent != "#7a1f5c" || len(look.Logo) != 32 {
			t.Fatalf("%+v, %v", look, err)
		}
		kind, body, err := o.LogoByHash(ctx, look.Logo)
		size, format, bad := image.DecodeConfig(bytes.NewReader(body))
		if err != nil || bad != nil || kind != "image/png" || format != "png" || size.Width != 192 ||
			size.Height != 96 ||
			bytes.Contains(body, []byte("script")) {
			t.Errorf("%s, %+v, %v, %v", kind, size, err, bad)
		}
		if _, _, err := o.LogoByHash(ctx, strings.Repeat("0", 32)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%v", err)
		}
		var moved *settings.Moved
		if err := o.SetLook(ctx, clerk, cells{"accent": "", "logo": ""},
			settings.LookChange{Reason: "essai"}); !errors.As(err, &moved) || len(moved.Differences) != 2 {
			t.Errorf("%v", err)
		}
		if err := o.SetLook(ctx, clerk, nil, settings.LookChange{Drop: true, Reason: "essai"}); err != nil {
			t.Fatal(err)
		}
		dbtest.Want(t, d, "select accent, logo from structures", "- -")
	})
}

// wide is an image of one colour with more pixels than a logo may have.
type wide struct{ *image.Uniform }

func (wide) Bounds() image.Rectangle { return image.Rect(0, 0, 4001, 1) }

func TestALegalTextIsPublishedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		w := dbtest.NewTown(t, d)
		o, clerk := house(t, d, w)
		dbtest.NewNeighbour(t, d)
		if err := o.Publish(ctx, clerk, legal.Terms, 0, " ", ""); faultsOf(err) != "motif texte" {
			t.Errorf("%v", err)
		}
		if err := o.Publish(ctx, clerk, "x", 0, "Un texte", "essai"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%v", err)
		}
		if err := o.Publish(ctx, clerk, legal.Terms, 0, "Un texte.\r\n\r\nSa suite.\r\n", "premier"); err != nil {
			t.Fatal(err)
		}
		if err := o.Publish(ctx, clerk, legal.Terms, 1, "Un texte.\n\nSa suite.",
			"deuxième"); faultsOf(err) != "texte" {
			t.Errorf("the same text again: %v", err)
		}
		if err := o.Publish(ctx, clerk, legal.Terms, 0, "Un autre", "essai"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("by a form that another overtook: %v", err)
		}
		for range 2 { // the second as by a second tap
			if err := o.Publish(ctx, clerk, legal.Terms, 1, "Un autre", "deuxième"); err != nil {
				t.Fatal(err)
			}
		}
		unread, err := d.Read().UnreadDocuments(ctx, clerk.AccountID)
		if err != nil || len(unread) != 1 || unread[0].Version != 2 {
			t.Errorf("%+v, %v", unread, err)
		}
		dbtest.Want(t, d, "select count(*) from audit where action = 'text.publish'", "4") // in both structures
		text, err := o.LegalText(ctx, legal.Terms)
		if err != nil || len(text.Versions) != 2 || text.InForce().Body != "Un autre" ||
			text.Versions[1].Body != "Un texte.\n\nSa suite." {
			t.Errorf("%+v, %v", text, err)
		}
	})
}
