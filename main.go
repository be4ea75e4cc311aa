// Command cartable is a portail famille: parents book, staff follow, the night settles. `cartable --help`
// lists the commands; they stand in app.
package main

import "cartable/app"

func main() { app.Main() }
