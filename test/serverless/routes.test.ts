import { describe, expect, it } from 'vitest';
import { hasParameters, routesOf, serves, type Route } from '../../src/serverless/routes.ts';

describe('the routes of a function', () => {
  it.each([
    [{ httpApi: 'GET /books' }, { api: 'httpApi', method: 'GET', path: '/books' }],
    [{ httpApi: 'put  /books/{id}' }, { api: 'httpApi', method: 'PUT', path: '/books/{id}' }],
    [{ httpApi: '*' }, { api: 'httpApi', method: 'GET', path: '/' }],
    [
      { httpApi: { method: 'POST', path: '/books' } },
      { api: 'httpApi', method: 'POST', path: '/books' },
    ],
    [{ httpApi: { method: '*', path: '/any' } }, { api: 'httpApi', method: 'GET', path: '/any' }],
    [{ http: 'ANY books' }, { api: 'http', method: 'GET', path: '/books' }],
    [
      { http: { method: 'delete', path: 'books/{id}' } },
      { api: 'http', method: 'DELETE', path: '/books/{id}' },
    ],
  ])('%j is %j', (event, route) => {
    expect(routesOf([event])).toEqual([route]);
  });

  it('are only those of its HTTP events', () => {
    expect(routesOf([{ schedule: 'rate(1 hour)' }, 's3', null])).toEqual([]);
    expect(routesOf()).toEqual([]);
  });
});

const route = (path: string): Route => ({ api: 'httpApi', method: 'GET', path });

describe('a route', () => {
  it.each([
    ['/books', '/books', true],
    ['/books', '/books?page=2', true],
    ['/books', '/books/', true],
    ['/books', '/bookshelf', false],
    ['/books/{id}', '/books/7', true],
    ['/books/{id}', '/books/7/pages', false],
    ['/files/{name+}', '/files/a/b.txt', true],
    ['/a.b', '/aXb', false],
  ])('%s serves %s: %s', (template, path, expected) => {
    expect(serves(route(template), path)).toBe(expected);
  });

  it('may have parameters', () => {
    expect(hasParameters(route('/books/{id}'))).toBe(true);
    expect(hasParameters(route('/books'))).toBe(false);
  });
});
