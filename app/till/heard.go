package till

import (
	"context"

	"cartable/app/payfip"
)

// heard wraps a platform to report whether it works. A refusal counts as working.
type heard struct {
	Platform
	says func(error)
}

// Heard returns a Platform that calls says after each call, with an error if the platform did not answer.
func Heard(p Platform, says func(error)) Platform { return heard{p, says} }

func (h heard) hear(err error) {
	if !transient(err) {
		err = nil
	}
	h.says(err)
}

func (h heard) Create(ctx context.Context, o payfip.Order) (string, error) {
	idOp, err := h.Platform.Create(ctx, o)
	h.hear(err)
	return idOp, err
}

func (h heard) Detail(ctx context.Context, idOp string) (payfip.Detail, error) {
	detail, err := h.Platform.Detail(ctx, idOp)
	h.hear(err)
	return detail, err
}

func (h heard) Regie(ctx context.Context, numcli string) (payfip.Regie, error) {
	regie, err := h.Platform.Regie(ctx, numcli)
	h.hear(err)
	return regie, err
}
