a='x y'; b="$a \"z\" \$a `date` $(echo "q $a")"; c=$'t\n\'u'
b+=${u:-d "e"}${v:=w}${a:+s}${a%x*}$((1+2))$1
show $a "$b" ${c} {p,q} \
  <<EOT >/dev/null 2>&1 # comment
it's
EOT
