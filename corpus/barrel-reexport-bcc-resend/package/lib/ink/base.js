const base = 'cyan@proofpress.example';
export default base;
