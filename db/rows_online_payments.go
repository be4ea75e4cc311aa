package db

import (
	"time"

	"github.com/uptrace/bun"

	"cartable/app/domain/money"
	"cartable/app/domain/payment"
)

// OnlinePayment is a row of payments.
type OnlinePayment struct {
	bun.BaseModel `bun:"payments"`

	ID          int64 `bun:",pk,autoincrement"`
	StructureID int64
	FamilyID    int64
	AccountID   int64 `bun:",nullzero"`
	Token       string
	FormToken   string
	Numcli      string
	Refdet      string
	Idop        string `bun:",nullzero"`
	Amount      money.Cents
	Mel         string
	Saisie      string
	State       payment.State
	CreatedAt   time.Time
	Error       string
	Resultrans  string
	Received    *money.Cents
	Numauto     string
	PaidAt      *time.Time
	Alert       payment.Alert
	Differences string
	FoundBy     string
	NotifiedAt  *time.Time
	AskedAt     *time.Time
	NextCheckAt *time.Time
	LeasedUntil *time.Time
	DecidedBy   int64 `bun:",nullzero"`
	DecidedAt   *time.Time
	Reason      string
}

// Attempt returns the part of a payment that the rules use.
func (p OnlinePayment) Attempt() payment.Attempt {
	return payment.Attempt{State: p.State, CreatedAt: p.CreatedAt, Amount: p.Amount, Refdet: p.Refdet, Numcli: p.Numcli,
		Saisie: p.Saisie}
}

// OnlinePaymentPart is a row of payment_parts: the amount that a payment brings to one wallet.
type OnlinePaymentPart struct {
	bun.BaseModel `bun:"payment_parts"`

	PaymentID   int64 `bun:",pk"`
	Position    int
	WalletID    int64 `bun:",pk"`
	StructureID int64
	Amount      money.Cents
}

// OnlinePaymentEvent is a row of payment_events: an answer of the platform.
type OnlinePaymentEvent struct {
	bun.BaseModel `bun:"payment_events"`

	ID         int64 `bun:",pk,autoincrement"`
	PaymentID  int64
	At         time.Time
	Origin     string
	Said       payment.Said
	Code       string
	Resultrans string
	TookMs     int
	Raw        string
}
