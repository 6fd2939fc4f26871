"""Other solvers on the same data, as faithfully as they allow. Each says what it cannot express."""
