# Given: $store, the folder of its program; $origin; $buckets, which it shall have. The first requests need no key.
unset AWS_CA_BUNDLE
INITIAL_NO_AUTH_ACTION_COUNT=$((3 + $(wc -w <<<"$buckets"))) "$store/bin/moto_server" --host 127.0.0.1 --port "${origin##*:}" >store.log 2>&1 &
for _ in $(seq 150); do
  if (: <"/dev/tcp/127.0.0.1/${origin##*:}") 2>/dev/null; then break; fi
  sleep 0.1
done
for bucket in $buckets; do curl --silent --fail --request PUT "$origin/$bucket"; done
iam() {
  curl --silent --fail "$origin/" --data "$1&Version=2010-05-08&UserName=keeper" -H \
    'Authorization: AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x'
}
iam 'Action=CreateUser' >/dev/null
key=$(iam 'Action=CreateAccessKey')
iam 'Action=PutUserPolicy&PolicyName=all&PolicyDocument={"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}' >/dev/null
access_key=$(sed -n 's,.*<AccessKeyId>\(.*\)</AccessKeyId>.*,\1,p' <<<"$key")
secret_key=$(sed -n 's,.*<SecretAccessKey>\(.*\)</SecretAccessKey>.*,\1,p' <<<"$key")
[[ -n $access_key && -n $secret_key ]] || { echo 'the object store gives no key'; tail -n 20 store.log; exit 1; }
