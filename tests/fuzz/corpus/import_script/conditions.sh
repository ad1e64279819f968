source self
f() { az eventgrid namespace client create -n "$1"; }
for i in 1 2; do az eventgrid namespace client create -n c$i; done
if [[ -z $x && $y < z ]]; then a=1; elif b; then c; else d; fi
case $x in (a|b) e ;; *) g ;& esac
while read -r l; do h; done < k; (m; { n; }) | o && p || q &
