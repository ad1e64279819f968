#!/usr/bin/env bash
# The how-to's namespace, made by hand: one call in each form that people write.
set -euo pipefail

resource_group=${RESOURCE_GROUP:-fleet-rg}
namespace=contoso-fleet
subscription=$(az account show --query id --output tsv)
id="/subscriptions/$subscription/resourceGroups/${resource_group}"
id+="/providers/Microsoft.EventGrid/namespaces/$namespace"

az eventgrid namespace create -g "$resource_group" -n $namespace --location westeurope \
  --topic-spaces-configuration "{state:Enabled,maximum-session-expiry-in-hours:1}"

# Clients
az resource create --resource-type Microsoft.EventGrid/namespaces/clients \
  --id "$id/clients/cloudapp" --api-version 2025-02-15 --properties '{
    "authenticationName": "cloudapp",
    "state": "Enabled",
    "clientCertificateAuthentication": {
      "validationScheme": "SubjectMatchesAuthenticationName"
    },
    "attributes": { "type": "cloudApp" }
  }'
az eventgrid namespace client create -g $resource_group --namespace-name $namespace -n device1 \
  --authentication-name device1 --state Enabled --attributes "{'type':'device'}" \
  --client-certificate-authentication "{validationScheme:SubjectMatchesAuthenticationName}"
device='{"authenticationName": "device2", "state": "Enabled", "attributes": {"type": "device"},'
device+=' "clientCertificateAuthentication": {"validationScheme": "SubjectMatchesAuthenticationName"}}'
az resource create --id "$id"/clients/device2 --properties "$device" > /dev/null 2>&1

# Groups
az eventgrid namespace client-group create -g $resource_group --namespace-name $namespace \
  -n cloudAppGrp --group-query "attributes.type = 'cloudApp'"
az resource create --id "$id/clientGroups/devicesGrp" \
  --properties "{ \"query\": \"attributes.type IN ['device']\" }"

# Topic spaces
az eventgrid namespace topic-space create -g $resource_group --namespace-name $namespace \
  -n requestDesiredProperties --topic-templates ['devices/+/desired']
az eventgrid namespace topic-space create -g $resource_group --namespace-name $namespace \
  -n responseReportedProperties --topic-templates devices/+/reported
az resource create --id $id/topicSpaces/deviceDesiredSub \
  --properties '{ "topicTemplates": ["devices/${client.authenticationName}/desired"] }'
az rest --method put --body '{"properties": {"topicTemplates": ["devices/${client.authenticationName}/reported"]}}' \
  --url "https://management.azure.com$id/topicSpaces/deviceReportedPub?api-version=2025-02-15"

# Permission bindings
az eventgrid namespace permission-binding create -g $resource_group --namespace-name $namespace \
  -n clientAppDesiredPub --client-group-name cloudAppGrp --permission publisher \
  --topic-space-name requestDesiredProperties
az eventgrid namespace permission-binding create -g $resource_group --namespace-name $namespace \
  -n clientAppReportedSub --client-group-name cloudAppGrp --permission subscriber \
  --topic-space-name responseReportedProperties
az resource create --id "$id/permissionBindings/deviceDesiredSub" --properties '{
  "clientGroupName": "devicesGrp", "topicSpaceName": "deviceDesiredSub", "permission": "Subscriber" }'
az resource create --id "$id/permissionBindings/deviceReportedPub" --properties '{
  "clientGroupName": "devicesGrp", "topicSpaceName": "deviceReportedPub", "permission": "Publisher" }'

echo "made $namespace"
