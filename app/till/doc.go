// Package till receives money through the payment platform: it opens an attempt, queries its result, and credits the
// wallets, once. Families and staff use it through portal and office; every worker polls.
//
// Only the platform knows whether money moved. Everything that makes us query it (a notification, the way back, the
// poller, a clerk's button) goes through one function, Resolve. Data in a request is never trusted. Calls to the
// platform are made with no transaction open; an answer is applied in one transaction, guarded by the state it leaves
// and by the ledger's unique key. Start with Till.Open and Till.Resolve; the rules are in app/domain/payment.
//
// # A payment
//
//  1. /paiement (app/web/family/pay.go, app/portal/pay.go) proposes the debt of each wallet, one form per régie, as a
//     payment goes to one régie. The submitted amounts are text and are parsed strictly; the server decides the régie,
//     the wallets and the bounds.
//  2. open.go queries the result of an attempt that is still open, writes the new one in a transaction, calls PayFiP
//     (app/payfip) outside of it, and stores the idOp before redirecting the browser. The form's token makes twenty
//     clicks one attempt. Only this page's Content-Security-Policy lets a form lead to the platform.
//  3. The result is fetched. A notification, the way back, the poller of every worker, a clerk's button and the
//     platform's own file all go through Till.Resolve: it queries with no transaction open, logs the answer, and
//     applies app/domain/payment in one transaction that checks and changes the state, writes the ledger under its
//     unique key and queues the mail. Refused, abandoned and expired are not final: a late success still wins. A
//     result that differs from the request credits nobody: the treasurer decides. Such an anomaly is shown on the
//     home page of staff who may decide it, and mailed (alert.go): in the transaction that finds it, once, to each of
//     them that has an address. Addresses belong to families; a member of staff is written to only if the login is an
//     address.
//  4. The family need not come back to the portal. The poller queries after 1, 2, 4, 8, 16 … minutes and for a week;
//     the platform may be down for hours.
//
// The platform's answers are kept, with addresses masked, for fifteen months (app/OPERATING.md).
package till
