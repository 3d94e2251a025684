<?php
// Waits: with the session locked, with the session closed before, or without a session.
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

if ($path === '/session') {
    session_start(); // waits here
} elseif ($path === '/session-closed') {
    session_start();
    session_write_close();
} elseif ($path !== '/ping') {
    http_response_code(404);
    exit;
}
usleep(1000 * (int) (getenv('WAIT_MS') ?: 300));
echo 'PONG!';
