package account

import (
	"context"
	"fmt"
	"strconv"

	"cartable/app/domain/civil"
	"cartable/db"
)

// queueNotice queues a message to the holder of an account about a change in how they sign in. It contains no secret.
func (p *Accounts) queueNotice(ctx context.Context, q db.Q, v Visitor, subject, what string) error {
	body := fmt.Sprintf("Bonjour,\n\n%s, le %s.\n\nSi ce n'est pas vous, changez votre mot de passe et prévenez la "+
		"mairie sans attendre.\n\n%s\n",
		what, civil.Instant(p.Now(), db.Paris), p.BaseURL)
	_, err := q.AddNotice(ctx, db.Notice{AccountID: v.AccountID, Kind: "security", Subject: subject, Body: body,
		At: p.Now()})
	return err
}

func (p *Accounts) queueCodeUsedNotice(ctx context.Context, q db.Q, v Visitor, left int) error {
	rest := "Il ne vous en reste aucun\u00a0: créez-en de nouveaux"
	switch {
	case left == 1:
		rest = "Il vous en reste un"
	case left > 1:
		rest = "Il vous en reste " + strconv.Itoa(left)
	}
	return p.queueNotice(ctx, q, v, "Un code de secours a été utilisé", "Un code de secours vient d'être utilisé "+
		"pour se connecter au portail famille avec votre compte ("+rest+")")
}
