package app

import (
	"context"

	"cartable/app/mail"
	"cartable/app/orderpaper"
	"cartable/db"
)

// mailFile returns what a mail carries: the paper of an order of meals.
func (a *App) mailFile(ctx context.Context, m db.Mail) (*mail.File, error) {
	if m.OrderID == 0 {
		return nil, nil
	}
	o, err := a.Office.OrderToAttach(ctx, m.StructureID, m.OrderID)
	if err != nil {
		return nil, err
	}
	body, err := orderpaper.Paper(o, db.Paris).Bytes()
	if err != nil {
		return nil, err
	}
	return &mail.File{Name: orderpaper.File(o) + ".pdf", Type: "application/pdf", Data: body}, nil
}
