"""jsonschemabench: what a constraint engine covers, how exact it is and how fast, schema by schema."""
