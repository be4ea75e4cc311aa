package account

import (
	"bytes"
	"image"
	"image/png"
	"time"

	"cartable/app/account"
	"cartable/app/web/site"
)

// galleryPicture replaces a QR code with a few squares.
var galleryPicture = func() []byte {
	drawing := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range drawing.Pix {
		drawing.Pix[i] = byte(i * 37 % 5 / 3 * 255)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, drawing); err != nil {
		panic(err) // writes to memory cannot fail
	}
	return out.Bytes()
}()

func accountSamples() []site.Sample {
	security := func(l site.Layout) site.Layout { l.Passkeys = true; return l }
	wrong := func(l site.Layout, field, says string) site.Layout {
		l.FieldErrors = map[string]string{field: says}
		return l
	}
	mine, work := security(site.FamilyLayout("Sécurité", "profile")), security(site.OfficeLayout("Sécurité", "profile"))
	door := security(site.Layout{Title: "Connexion", Town: "Saint-Martin-sur-Loire", Now: site.SampleNow,
		Loc: site.SampleZone, CSRF: "jeton"})
	never := account.Security{Offered: true}
	keys := []account.PasskeyOf{{ID: 3, Name: "Téléphone", AddedAt: site.SampleNow.Add(-300 * time.Hour),
		UsedAt: site.SampleNow}, {ID: 4, Name: "Ordinateur de la bibliothèque municipale", AddedAt: site.SampleNow}}
	all := account.Security{Since: site.SampleNow.Add(-400 * time.Hour), Codes: 7,
		LastUsed: site.SampleNow.Add(-30 * time.Hour), Passkeys: keys, Offered: true, LinkedAt: site.SampleNow}
	staff := account.Security{Since: site.SampleNow, Forced: true}
	refused := "Ce n'est ni votre mot de passe, ni un code de votre application."
	// #nosec G101 -- the secret of nobody
	setup := account.TOTPSetup{Secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
		Address: "otpauth://totp/Portail%20famille:martin?secret=JBSWY3DPEHPK3PXP", Picture: galleryPicture,
		Sealed: "q8Zt3"}
	forced, other := setup, setup
	forced.Forced, other.Replace = true, true
	codes := []string{"3f7k-9zq2-mt4w-x8ha", "0c2d-e5f7-g8hj-kmnp", "q1r3-s5t7-v9wx-yz02", "b4c6-d8e0-f2g4-h6j8",
		"k0m2-n4p6-q8r0-s2t4",
		"v6w8-x0y2-z4a6-b8c0", "d2e4-f6g8-h0j2-k4m6", "n8p0-q2r4-s6t8-v0w2", "x4y6-z8a0-b2c4-d6e8",
		"f0g2-h4j6-k8m0-n2p4"}
	code := site.BareLayout("Validation en deux étapes")

	return append(doorSamples(), []site.Sample{
		{Name: "sign-in-franceconnect", Title: "Connexion, FranceConnect proposé", Template: "account/sign-in",
			Layout: door, View: site.SignIn{Next: "/", FranceConnect: true}},
		{Name: "sign-in-refused", Title: "Connexion, FranceConnect sans compte lié", Template: "account/sign-in",
			Layout: door,
			View: site.SignIn{Next: "/", FranceConnect: true, Error: "Votre identité FranceConnect n'est pas encore " +
				"liée à un compte du portail."}},
		{Name: "code", Title: "Second facteur", Template: "account/code", Layout: code, View: CodePage{Next: "/"}},
		{Name: "code-demo", Title: "Second facteur, démonstration", Template: "account/code", Layout: code,
			View: CodePage{Next: "/", Shown: "123456"}},
		{Name: "code-wrong", Title: "Second facteur, code faux", Template: "account/code",
			Layout: wrong(code, "code", "Ce code est faux, ou il a déjà été utilisé. Attendez le suivant "+
				"et saisissez-le."),
			View: CodePage{Next: "/", Wrong: "code"}},
		{Name: "code-recovery", Title: "Second facteur, code de secours faux", Template: "account/code",
			Layout: wrong(code, "code_secours", "Trop d'essais. Attendez 2\u00a0minutes, puis recommencez."),
			View:   CodePage{Next: "/", Wrong: "code_secours"}},
		{Name: "key", Title: "Second facteur à installer", Template: "account/totp-setup",
			Layout: site.FamilyLayout("Validation en deux étapes", "profile"), View: TOTPSetupPage{TOTPSetup: setup}},
		{Name: "key-first", Title: "Second facteur obligatoire, code faux", Template: "account/totp-setup",
			Layout: wrong(code, "code", "Ce code n'est pas celui que l'application affiche en ce moment. "+
				"Vérifiez que l'heure du téléphone est juste, et recommencez."),
			View: TOTPSetupPage{TOTPSetup: forced, First: true}},
		{Name: "key-other", Title: "Second facteur, autre téléphone", Template: "account/totp-setup",
			Layout: site.FamilyLayout("Validation en deux étapes", "profile"), View: TOTPSetupPage{TOTPSetup: other}},
		{Name: "codes", Title: "Codes de secours", Template: "account/recovery-codes",
			Layout: security(site.BareLayout("Vos codes de secours")),
			View:   RecoveryCodesPage{Codes: codes, Next: "/"}},
		{Name: "security", Title: "Sécurité, rien d'activé", Template: "account/security", Layout: mine,
			View: SecurityPage{Security: never}},
		{Name: "security-all", Title: "Sécurité, tout activé", Template: "account/security", Layout: mine,
			View: SecurityPage{Security: all}},
		{Name: "security-staff", Title: "Sécurité, mairie, plus de codes", Template: "account/security", Layout: work,
			View: SecurityPage{Security: staff}},
		{Name: "security-name-wrong", Title: "Sécurité, clé sans nom", Template: "account/security",
			Layout: wrong(mine, "nom", "Donnez un nom à cette clé, en 40 caractères au plus\u00a0: "+
				"«\u00a0Téléphone\u00a0», par exemple."),
			View: SecurityPage{Security: never, Adding: true}},
		{Name: "security-adding", Title: "Sécurité, clé à créer après la preuve", Template: "account/security",
			Layout: mine, View: SecurityPage{Security: all, Adding: true, Name: "Téléphone"}},
		{Name: "proof", Title: "Confirmer que c'est soi", Template: "site/proof",
			Layout: security(site.FamilyLayout("Confirmez que c'est vous", "")),
			View: site.ProofPage{Action: site.ProofPath,
				Carried: []site.Hidden{{Name: "suite", Value: "/profil/mot-de-passe"}}, Back: "/profil"}},
		{Name: "left", Title: "Session finie, il reste à envoyer", Template: "account/left",
			Layout: site.FamilyLayout("Reprendre", ""),
			View: site.Left{Resume: site.Resume{Action: "/profil/adresses",
				Carried: []site.Hidden{{Name: "adresse", Value: "anne@example.org"}}}, Place: "/profil"}},
		{Name: "proof-wrong", Title: "Confirmer que c'est soi, mot de passe faux", Template: "site/proof",
			Layout: wrong(security(site.FamilyLayout("Confirmez que c'est vous", "")), "preuve", refused),
			View: site.ProofPage{Proofs: account.Proofs{Code: true, Passkey: true, FranceConnect: true},
				Action: "/profil/adresses", Carried: []site.Hidden{{Name: "adresse", Value: "anne@example.org"}},
				Back: "/profil"}},
		{Name: "proof-staff", Title: "Mairie, confirmer que c'est soi", Template: "site/proof",
			Layout: security(site.OfficeLayout("Confirmez que c'est vous", "")),
			View: site.ProofPage{Proofs: account.Proofs{Code: true}, Action: site.ProofPath,
				Carried: []site.Hidden{{Name: "suite", Value: "/mairie/comptes/12/roles"}}, Back: "/mairie/comptes"}},
		{Name: "proof-done", Title: "Confirmé, il reste à envoyer", Template: "site/proof",
			Layout: site.FamilyLayout("Confirmez que c'est vous", ""), View: site.ProofPage{Action: "/profil/adresses",
				Carried: []site.Hidden{{Name: "adresse", Value: "anne@example.org"}}, Back: "/profil", Done: true}},
	}...)
}
