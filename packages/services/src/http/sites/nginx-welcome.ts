// The page that Debian's and Ubuntu's nginx packages put into /var/www/html/index.nginx-debian.html.

export const nginxWelcome = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

/** The same, packed at level 1 by the distribution's zlib. */
export const nginxWelcomePacked =
  'H4sIAAAAAAAEA3VSTW/bMAy961ewPSfRhmIXRzMwdCvQU3sINuzIWLQlRB8eJTczhv330XGbU3fSk0g+vkfK3Hx9uj/8fP4GrsbQKvN2EFq5VV8DtT8odDkS' +
  '1Axp8On3jdFrQJlSZ0lQSxX8gS6HzNvSOYrUQPCDq2CRT3v4q47ZzpJy9ra6Bu4+UdxDRBa+Bj4ATjXvVZ9T3fYYfZgbOKDLETfwndhiEvCFPYYNFExlW4h9' +
  'v9Aa/SrBaLdqXhotRj6+p1telRnbxx7mPEEhMeV8gREH2gik1SCc6ShBfiEGiZap66iUfgphBp9KxRDIAiarzplPPg07eJhYyllGkHo/TIzV57QUM/2aPJPd' +
  'GT22amn+kBlyCj4R2NxNkVJds4VQeo1j5gpjICwk1b2Q1qwMgpPL51tX69hofVnELvOgb9srNhrbnTmybtV9jpG4k4ldKUUMvqAPeAwEWP9DKZu+UgpeKd+k' +
  'G4rtwWE6XcbXi5GpiP11auJQwhebRr9uQa//6R9nvNnrZwIAAA=='
