// Package portal is what families do: one file a use case. Each reads facts from db, asks the rules of
// app/domain, saves, and leaves what must follow in the outbox, in one transaction. It knows no HTTP.
// Start with Month (the calendar), Save (a tap), Recap and Validate.
//
// # A tap
//
//  1. The parent ticks Tuesday. The browser paints it at once (the cell is a checkbox; static/app.css), and 250 ms
//     later htmx posts the whole month to POST /reservations/brouillon. Without JavaScript the same form posts to the
//     same address.
//  2. app/web/routes.go says that a guardian may; admit in app/web/site/admit.go finds the session, the role and the
//     form token.
//  3. SaveDraft in app/web/family/month.go reads the form into Boxes: which days could be ticked, which are.
//  4. save.go locks the draft, reads the facts (portal.go, month.go; a fixed number of queries in db/family.go and
//     db/slots.go), asks app/domain/booking what each day is (judge.go) and what the box changes, and saves the
//     difference. Nothing is booked, no place is held; the same boxes sent twice change nothing. A box that stands as
//     the server last had it asks for nothing, so a second tab or a second device undoes nothing; coming back to a
//     page asks what is true.
//  5. views/family/month.html renders month#saved: the recap bar, what a screen reader says, and a cell only if the
//     server disagrees. Under 2 kB. Without JavaScript: a 303 back to the month.
//  6. Vérifier shows the recap (recap.go): Facts.Treat walks through the lines as the validation will. Valider
//     (validate.go) walks again, for good, in one transaction that locks draft, children and slots in that order, and
//     counts places while it holds them. What changed since the recap is said line by line. The draft's revision is
//     the key that makes the same validation, sent twenty times, happen once.
//
// Without an activity chosen the month sums the day over all of them (overview.go), a day opens with each to be ticked
// (day.go), and new days are copied to a sibling (copy.go). When another family takes the last place, open calendars
// learn it within two seconds (fresh.go): one small query a second for all the calendars of a process, and an event
// stream.
//
// # What a family owns
//
//  1. /solde reads what is not debited (db/estimate.go, an index of these days alone), prices each day by the tariff
//     and the QF in force on it (balance.go), and follows the balance night by night (app/domain/wallet/forecast.go):
//     when a category closes, and the smallest payment that keeps it open. The curve is an SVG of attributes
//     (app/web/family/curve.go); its numbers stand in a table.
//  2. /historique reads a month or a period by the index ledger_history (history.go); app/web/site/spreadsheet.go makes CSV and
//     XLSX of it, and of any other list. Each payment has a receipt with a code (app/web/family/receipt.go) that anybody can
//     check at /recu.
//  3. A tax statement certifies care that was paid (statements.go): in each wallet money pays for the oldest
//     consumptions first, and a cent counts in the year in which it was both paid and consumed
//     (app/domain/wallet/settle.go). What is care and what is food is in app/domain/town/nature.go. Imported lines
//     name no child, and are not certified.
//  4. Those of all families are made by a worker: app/treasury/tax_run.go.
package portal
