// Package till is where money comes in from the payment platform: it opens an attempt, asks what became of it, and
// credits the wallets, once. Families and staff come here through portal and office; every worker polls.
//
// The platform alone knows whether money moved, and everything that makes us ask it (a notification, the way back, the
// poller, a clerk's button) goes through one function, Resolve. Nothing that comes with a request is believed. Calls
// go out with no transaction open; what an answer changes is one transaction, guarded by the state it leaves and by
// the ledger's unique key. Start with Till.Open and Till.Resolve; the rules are in app/domain/payment.
//
// # A payment
//
//  1. /paiement (app/web/family/pay.go, app/portal/pay.go) proposes the debt of each wallet, one form a régie: a payment is
//     for one. The amounts come back as text and are read strictly; which régie, which wallets and between which
//     bounds is the server's.
//  2. open.go asks about an attempt that is still open, writes the new one in a transaction, tells PayFiP
//     (app/payfip) outside of it, and stores the idOp before anybody is sent away. The form's token makes twenty
//     clicks one attempt. The page's Content-Security-Policy lets its form lead to the platform, and no other page's
//     does.
//  3. The result is fetched. A notification, the way back, the poller of every worker, a clerk's button and the
//     platform's own file all go through Till.Resolve: it asks with no transaction open, logs the answer, and applies
//     app/domain/payment in one transaction that moves the state from what it was, writes the ledger under its unique
//     key and queues the mail. Refused, abandoned and expired are soft: a late success still wins. Whatever differs
//     from what was asked credits nobody: the treasurer decides. Such an anomaly stands on the first page of whoever
//     may decide it, and is told by mail (alert.go): in the transaction that finds it, once, to each who holds the
//     action and can be written to. Addresses belong to families; who works for the town is written to at a login
//     that is an address, and at no other.
//  4. Nobody needs to come back. The poller asks after 1, 2, 4, 8, 16 … minutes and for a week; the platform may be
//     away for hours.
//
// What the platform answered is kept, with addresses masked, for fifteen months (app/OPERATING.md).
package till
