"""Text in, markup out: Mermaid to SVG and TeX to MathML while the guide is built, no script left for the reader."""
