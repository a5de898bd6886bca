API=http://127.0.0.1:3000
curl -s -w '%{http_code}\n' $API/health
curl -s -w '\n' $API/me
curl -s -w '\n' $API/me -H "Authorization: Bearer $EDITOR"
json='Content-Type: application/json'
curl -s -w '\n' $API/articles -H "Authorization: Bearer $EDITOR" -H "$json" -d '{"title":"","contact":"nobody","tags":[],"text":"Hello."}'
curl -s -w '\n' $API/articles -H "Authorization: Bearer $EDITOR" -H "$json" -d '{"title":"One","contact":"a@example.org","tags":[],"text":"Hello.","owner":"eve"}'
curl -s -w '\n' $API/articles -H "Authorization: Bearer $READER" -H "$json" -d '{"title":"One","contact":"a@example.org","tags":[],"text":"Hello."}'
curl -s -w '\n%{http_code} %header{location}\n' $API/articles -H "Authorization: Bearer $EDITOR" -H "$json" -d '{"title":"One","contact":"a@example.org","tags":["new"],"text":"Hello."}' | tee article
ID=$(sed -n 's/.*"id":"\([^"]*\)".*/\1/p' article)
curl -s -w '\n' $API/articles/$ID
curl -s -w '\n' $API/articles/$ID -H "Authorization: Bearer $EDITOR"
curl -s -o /dev/null -w '%{http_code}\n' -X POST $API/articles/$ID/publish -H "Authorization: Bearer $EDITOR"
curl -s -w '\n' $API/articles/$ID
curl -s -w '\n' -X DELETE $API/articles/$ID -H "Authorization: Bearer $EDITOR"
curl -s -w '%{http_code}\n' -X DELETE $API/articles/$ID -H "Authorization: Bearer $ADMIN"
curl -s -w '\n' "$API/me?access_token=$EDITOR"
for n in 1 2 3 4 5 6 7 8; do curl -s -o /dev/null -w '%{http_code} ' $API/articles -H "Authorization: Bearer $EDITOR" -H "$json" -d '{}'; done; echo
curl -s -w '\nRetry-After: %header{retry-after}\n' $API/articles -H "Authorization: Bearer $EDITOR" -H "$json" -d '{}'
