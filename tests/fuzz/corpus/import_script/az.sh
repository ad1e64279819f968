az eventgrid namespace create -n fleet --topic-spaces-configuration "{state:Enabled}" --tags a=b --sku capacity=1
az resource create --id $x/clients/a --properties "{\"description\": \"$y\", \"attributes\": {\"f\": $z}}"
az rest --method put --url /x/Microsoft.EventGrid/namespaces/fleet/topicSpaces/all --body @self
az eventgrid namespace client create --namespace-name fleet -n b --attributes "{'a':['b',5,true,null]}"
az eventgrid namespace permission-binding create --namespace-name other -n c --permission publisher
