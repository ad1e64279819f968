#!/usr/bin/env bash
# An Event Grid namespace for MQTT, written by eglab export from its definition.
#
#   RESOURCE_GROUP=my-group bash THIS_FILE
#
# The Azure CLI must be logged in (az login), and the resource group must be there. Each
# call creates what is missing and overwrites what differs, so the script may run again.
# It deletes nothing. Children come after what they name.
#
# api-version 2025-07-15-preview: a preview, since the stable 2025-02-15 has no properties.topicSpacesConfiguration.clientAuthentication.
set -euo pipefail

resource_group=${RESOURCE_GROUP:?is to be the resource group that takes the namespace}
namespace=${NAMESPACE:-'authentication'}
api_version=2025-07-15-preview
subscription=$(az account show --query id --output tsv)
id=/subscriptions/$subscription/resourceGroups/$resource_group
id+=/providers/Microsoft.EventGrid/namespaces/$namespace

echo "namespace $namespace"
az resource create --id "$id" --api-version "$api_version" --output none \
  --is-full-object --properties '{
  "location": "westeurope",
  "sku": {
    "name": "Standard",
    "capacity": 1
  },
  "properties": {
    "topicSpacesConfiguration": {
      "state": "Enabled",
      "maximumSessionExpiryInHours": 1,
      "maximumClientSessionsPerAuthenticationName": 3,
      "clientAuthentication": {
        "alternativeAuthenticationNameSources": [
          "ClientCertificateSubject",
          "ClientCertificateDns",
          "ClientCertificateUri",
          "ClientCertificateIp",
          "ClientCertificateEmail"
        ]
      }
    }
  }
}'

echo 'clients/by-dns'
az resource create --id "$id"/'clients/by-dns' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "pump-2.devices.example",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "DnsMatchesAuthenticationName"
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/by-email'
az resource create --id "$id"/'clients/by-email' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "pump-5@example.com",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "EmailMatchesAuthenticationName"
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/by-ip'
az resource create --id "$id"/'clients/by-ip' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "192.0.2.4",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "IpMatchesAuthenticationName"
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/by-subject'
az resource create --id "$id"/'clients/by-subject' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "Pump-1",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "SubjectMatchesAuthenticationName"
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/by-thumbprint'
az resource create --id "$id"/'clients/by-thumbprint' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "pump-6",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "ThumbprintMatch",
    "allowedThumbprints": [
      "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"
    ]
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/by-uri'
az resource create --id "$id"/'clients/by-uri' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "urn:example:pump-3",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "UriMatchesAuthenticationName"
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/disabled'
az resource create --id "$id"/'clients/disabled' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "pump-8",
  "state": "Disabled",
  "clientCertificateAuthentication": {
    "validationScheme": "SubjectMatchesAuthenticationName"
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clients/same-thumbprint'
az resource create --id "$id"/'clients/same-thumbprint' --api-version "$api_version" --output none \
  --properties '{
  "authenticationName": "pump-7",
  "state": "Enabled",
  "clientCertificateAuthentication": {
    "validationScheme": "ThumbprintMatch",
    "allowedThumbprints": [
      "FEDCBA9876543210FEDCBA9876543210FEDCBA9876543210FEDCBA9876543210",
      "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"
    ]
  },
  "attributes": {
    "type": "device"
  }
}'

echo 'clientGroups/pumps'
az resource create --id "$id"/'clientGroups/pumps' --api-version "$api_version" --output none \
  --properties '{
  "query": "attributes.type = '\''device'\''"
}'

echo 'topicSpaces/own'
az resource create --id "$id"/'topicSpaces/own' --api-version "$api_version" --output none \
  --properties '{
  "topicTemplates": [
    "pumps/${client.authenticationName}/#"
  ]
}'

echo 'permissionBindings/pumps-pub'
az resource create --id "$id"/'permissionBindings/pumps-pub' --api-version "$api_version" --output none \
  --properties '{
  "clientGroupName": "pumps",
  "topicSpaceName": "own",
  "permission": "Publisher"
}'

echo 'permissionBindings/pumps-sub'
az resource create --id "$id"/'permissionBindings/pumps-sub' --api-version "$api_version" --output none \
  --properties '{
  "clientGroupName": "pumps",
  "topicSpaceName": "own",
  "permission": "Subscriber"
}'

# Where clients connect.
az resource show --ids "$id" --api-version "$api_version" \
  --query properties.topicSpacesConfiguration.hostname --output tsv
