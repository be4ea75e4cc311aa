// Command cartable is a portail famille: parents book, staff manage, the night settles. `cartable --help` lists the
// commands, which are in package app.
package main

import "cartable/app"

func main() { app.Main() }
