# The curves of bench/run growth: full computation (CPU seconds), a change of two fields (CPU
# microseconds) and one more cell (CPU milliseconds) as one axis grows. data, out: the files.
set terminal svg size 1080,360 font "sans,11" background "white"
set output out
set datafile separator "\t"
set logscale xy
set grid xtics ytics lc rgb "#dddddd"
set key top left reverse Left
set format x "%.0s%c"
set yrange [0.01:1000]
set multiplot layout 1,3
set title "cells (rows as asked, 1,200 units)"
plot data every ::0::6 using 2:4 with linespoints pt 7 lc rgb "#1f6fb4" notitle, \
     "" every ::0::6 using 2:5 with linespoints pt 5 lc rgb "#c2571a" notitle, \
     "" every ::0::6 using 2:9 with linespoints pt 9 lc rgb "#3d8b3d" notitle
set title "rows (1,000 cells, 1,200 units)"
plot data every ::7::11 using 1:4 with linespoints pt 7 lc rgb "#1f6fb4" title "full, CPU s", \
     "" every ::7::11 using 1:5 with linespoints pt 5 lc rgb "#c2571a" title "a change, µs", \
     "" every ::7::11 using 1:9 with linespoints pt 9 lc rgb "#3d8b3d" title "one more cell, ms"
set title "units of the tree (1,000 cells)"
plot data every ::12::15 using 3:4 with linespoints pt 7 lc rgb "#1f6fb4" notitle, \
     "" every ::12::15 using 3:5 with linespoints pt 5 lc rgb "#c2571a" notitle, \
     "" every ::12::15 using 3:9 with linespoints pt 9 lc rgb "#3d8b3d" notitle
unset multiplot
